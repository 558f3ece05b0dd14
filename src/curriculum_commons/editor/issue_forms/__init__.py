"""Issue forms for people without git; what they ask comes from the content, and staff read the answers."""
