"""Live boards for wall screens: the links that open one without anybody signing in."""
