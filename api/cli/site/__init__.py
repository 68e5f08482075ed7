"""The site as files: the pages of the atlas for any web host, without a server of ours."""
