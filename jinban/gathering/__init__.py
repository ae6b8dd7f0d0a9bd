"""Cases that other systems keep come in by file or by API, each once, beside our own: nobody types them twice."""
