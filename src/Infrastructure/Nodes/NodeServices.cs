using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Nodes;

/// <summary>Registers the processes of the service in a service container.</summary>
public static class NodeServices
{
    /// <summary>Enters this process among them for as long as it runs.</summary>
    /// <typeparam name="TSource">Tells how it is.</typeparam>
    /// <param name="services">What the process is made of; what is stopped before it takes its leave is added later.</param>
    /// <param name="kind">What it does.</param>
    public static IServiceCollection AddNode<TSource>(this IServiceCollection services, NodeKind kind)
        where TSource : class, INodeConditionSource => services
        .AddSingleton(_ => NodeIdentity.Create(kind))
        .AddSingleton<INodeConditionSource, TSource>()
        .AddHostedService<NodeBeat>();

    /// <summary>Adds the list of them.</summary>
    internal static IServiceCollection AddNodes(this IServiceCollection services) => services.AddSingleton<NodeStore>();
}
