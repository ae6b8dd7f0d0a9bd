"""The door of the administrators: accounts and seats, what could not be delivered, who looked at whose data."""
