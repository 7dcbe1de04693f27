"""Training: a run is a process with a folder, and the folder is the only way to watch or steer it.

Modules:
    config        what a run is: one record, from a preset or a JSON file
    schedule      the learning rate of each step
    augmentation  random changes of the images
    batches       random batches, made ready while the network computes
    fusing        average pooling folded into the convolution before it
    losses        cross-entropy where a label may leave several classes open
    optimisers    what moves the weights
    validation    how a network does on images that it is not trained on
    loop          the steps, and the state from which they go on bit for bit
    record        what is known of a run at one moment
    team          the processes that train together
    sets          the data of a run, and its classes
    job           train with a folder: begin or go on, keep, do what is asked
    run           the folder of a run, as whoever trains writes it
    events        what happened, a line of JSON each
    checkpoint    networks along the way, and what is needed to go on
    files         small JSON files that are whole at any moment
    runs          all runs of this machine's pages, and the networks that they hold
    queue         runs that wait for their turn, and the worker that trains them
    limits        what may be asked of this machine
    curves        a run's events as curves, and what they say
    bundle        a network in one file, taken away or brought along
    memory        memory that a step frees is kept for the next one
"""
