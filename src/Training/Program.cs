using KDiffE.Training.Commands;

return await CommandLine.RunAsync(args);
