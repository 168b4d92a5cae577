using System.Reflection;

namespace KDiffE.Infrastructure.Nodes;

/// <summary>What a process does.</summary>
public enum NodeKind
{
    /// <summary>It serves.</summary>
    Api,

    /// <summary>It trains.</summary>
    Worker,
}

/// <summary>Which process it is; the same for as long as it runs.</summary>
/// <param name="Id">Its own: a process that starts anew has another one.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Host">The machine that it runs on, or its container.</param>
/// <param name="ProcessId">Its number there.</param>
/// <param name="Version">The version of the program.</param>
public sealed record NodeIdentity(Guid Id, NodeKind Kind, string Host, int ProcessId, string Version)
{
    /// <summary>The program's version, with the commit that it was built of where that is known.</summary>
    public static string ProductVersion { get; } =
        typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>This process, under a new id.</summary>
    internal static NodeIdentity Create(NodeKind kind) => new(Guid.NewGuid(), kind, Environment.MachineName, Environment.ProcessId, ProductVersion);
}
