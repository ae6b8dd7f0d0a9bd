"""What a bench writes by itself: clerks at windows, their sessions; and the plain way that the product is measured against."""
