using KDiffE.Training.Commands;
using KDiffE.Training.Torch;

NativeHeap.KeepFreedMemory();
return await CommandLine.RunAsync(args);
