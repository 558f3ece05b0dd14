"""What must hold of content before anything is made from it, and what must not be published."""
