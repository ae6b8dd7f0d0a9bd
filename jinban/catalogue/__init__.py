"""Service items: dated, frozen versions with materials, situations, forms and limits."""
