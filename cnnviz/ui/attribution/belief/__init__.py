"""Should we believe it? Four questions about the maps that are shown.

Modules:
    believe     the section: which question, and what removed pixels become
    worked      what takes long, outside the script
    maps        the finished maps of the methods that are shown
    promises    what each method promises of its sum
    adding      do the shares add up
    removing    deletion and insertion
    trusting    infidelity and sensitivity
    forgetting  networks that forget
"""
