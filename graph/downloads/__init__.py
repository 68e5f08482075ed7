"""Downloads: the whole data set as files."""
