using System.CommandLine;
using KDiffE.Training.Commands;

var root = new RootCommand("KDiffE: train, evaluate and publish recommendation models")
{
    ImportCommand.Create(),
    ExportCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    BaselinesCommand.Create(),
    SimilarityCommand.Create(),
    DemoCommand.Create(),
};

return await CommandLine.RunAsync(root, args);
