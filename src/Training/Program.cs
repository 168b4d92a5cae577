using System.CommandLine;
using KDiffE.Training.Commands;

var root = new RootCommand("kdiffe") { DemoCommand.Create() };
return await root.Parse(args).InvokeAsync();
