"""The chain as a service over HTTP: requests are read and answered here, articles are extracted in processes of their own."""
