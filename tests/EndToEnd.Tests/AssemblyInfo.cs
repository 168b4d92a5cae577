// Every test starts servers and a training of its own.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
