using Microsoft.Extensions.Configuration;

namespace KDiffE.Training.Commands;

/// <summary>The configuration of the command line: environment variables, as the API reads them.</summary>
internal static class ServiceConfiguration
{
    internal static IConfiguration Read() => new ConfigurationBuilder().AddEnvironmentVariables().Build();
}
