"""The yearly circular and its short bulletins: text from figures, frozen when issued."""
