"""What a site is about: records, the commons they make up, their URLs, and problems."""
