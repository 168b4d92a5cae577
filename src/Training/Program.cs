using KDiffE.Training.Commands;
using KDiffE.Training.Kernels;

NativeHeap.KeepFreedMemory();
return await CommandLine.RunAsync(args);
