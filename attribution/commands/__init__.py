"""Commands of ``attribution``, a file for each command or group that has much to say."""
