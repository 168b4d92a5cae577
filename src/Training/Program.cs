using KDiffE.Infrastructure.Hosting;
using KDiffE.Training.Commands;

NativeHeap.KeepFreedMemory();
return await CommandLine.RunAsync(args);
