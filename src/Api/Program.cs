using System.Reflection;
using KDiffE.Api;
using KDiffE.Api.Health;
using KDiffE.Infrastructure.Hosting;

if (args is [HealthProbe.Command, .. var options])
    return await HealthProbe.RunAsync(options);

NativeHeap.Share();
try
{
    await ApiHost.Build(args).RunToTheEndAsync();
    return Environment.ExitCode;
}
// Whoever runs the API within another program wants the exception.
catch (Exception error) when (Failure.IsExpected(error) && Assembly.GetEntryAssembly() == typeof(Program).Assembly)
{
    await Failure.TellAsync(error);
    return 1;
}
