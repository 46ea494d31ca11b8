"""Gold against predictions: figures, the errors behind them, and floors under them."""
