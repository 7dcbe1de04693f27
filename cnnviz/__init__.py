"""What a convolutional network does to a galaxy, from the pixels to the class.

Symbols, as in the lectures:
    N images in a batch, C channels, H height, W width (pixels), K classes,
    k kernel, s stride, p padding, d dilation, f_k(x) probability of class k for image x.

Modules:
    data            sets of galaxies: simulated, Galaxy10, folders, ZIP and HDF5 files, one image
    galaxies        the physics of the simulated ones: light, morphology, observation
    preprocessing   from an image of any size to what a network receives
    zoo             the networks
    weights         trained parameters and their model cards
    untrained       the random weights of networks before any training
    pretrained      torchvision's networks as ImageNet taught them
    fetching        a file from the network, whole and the right one
    asking          the server's answer, or why there is none
    cache           the folder of what was made or fetched
    inference       class probabilities
    classifying     many images into one table, resumable
    metrics         confusion matrix, accuracy with its error
    evaluation      scores, curves, calibration, priors, averaging, two networks compared
    information     entropy, cross-entropy, Kullback-Leibler divergence
    names           names that came from outside, as people read them
    conv            convolution, transposed convolution and pooling, with every product
    reference       the same by PyTorch
    upsampling      nearest and bilinear upsampling, max unpooling
    matrix          a convolution as a sparse matrix
    exercises       questions on convolution arithmetic, asked and marked
    lattice         Ising spins, block spins and repeated pooling
    scene           one operation with all its numbers, ready to be drawn
    kernels         kernels by name, their transfer functions
    layers          the layers of a network with their parameters and costs
    stages          layers put together as a picture shows them; residual blocks
    builder         networks from a description, as modules and as plain PyTorch
    graph           the operations of a network in their order
    receptive       what a unit can see, and what it looks at
    activations     what the layers make of an image
    maps            least, largest, mean and zeros of maps
    decision        terms of the logits, softmax, cross-entropy of an image
    origin          where each number of a network comes from
    attribution     which pixels decided, by the methods of Captum
    hiding          parts of a galaxy hidden by hand
    crop            a square cut out of an image, turned and resized
    framing         where to cut a galaxy out of a picture
    sources         what stands out from the sky of a picture
    photometry      centre, outline and half-light radius of the galaxy in a picture
    familiarity     how far a picture lies from those that a network was trained on
    radial          attribution against radius, and its shares in parts of the picture
    symmetries      the eight symmetries of the square, in words
    changes         a picture blurred, with noise, turned, with other bands
    scale           pixels in arcsec and kpc
    training        a run: settings, loop, checkpoints, the folder, the queue, several processes
    processes       processes of our own, and the signals that are not for them
    lapse           one galaxy in the checkpoints of a training
    commands        the command line, a module for each command
    benchmarks      what the project measures of itself
    figures         Plotly figures and pictures of finished results
    ui              the Streamlit frame that every page shares
"""
