"""Many images through one network: read in processes, computed in threads, kept in a table.

Here is only what costs nothing to import: the processes that read import this package too.

Modules:
    pictures   files into what the network receives, and why not
    readers    processes that do this
    network    the network's probabilities, one thread to a batch
    stream     both at once, in order, with few images in memory
    rates      how fast either is alone
    table      the Parquet table and what it says of itself
    store      the parts of a table that is not finished, and how they become one
    job        all of it: the rows that a table does not have yet
"""
