using System.CommandLine;
using KDiffE.Training.Commands;

var root = new RootCommand("KDiffE: train, evaluate and publish recommendation models")
{
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    BaselinesCommand.Create(),
    SimilarityCommand.Create(),
    ImportCommand.Create(),
    ExportCommand.Create(),
    DemoCommand.Create(),
};

return await CommandLine.RunAsync(root, args);
