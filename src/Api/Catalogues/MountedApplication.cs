using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace KDiffE.Api.Catalogues;

/// <summary>The pipeline of a host, for whoever does not know what its contexts are.</summary>
internal abstract class MountedApplication
{
    /// <inheritdoc cref="IHttpApplication{TContext}.CreateContext"/>
    public abstract object CreateContext(IFeatureCollection features);

    /// <inheritdoc cref="IHttpApplication{TContext}.ProcessRequestAsync"/>
    public abstract Task ProcessRequestAsync(object context);

    /// <inheritdoc cref="IHttpApplication{TContext}.DisposeContext"/>
    public abstract void DisposeContext(object context, Exception? exception);
}

/// <inheritdoc/>
internal sealed class MountedApplication<TContext>(IHttpApplication<TContext> application) : MountedApplication
    where TContext : notnull
{
    /// <inheritdoc/>
    public override object CreateContext(IFeatureCollection features) => application.CreateContext(features);

    /// <inheritdoc/>
    public override Task ProcessRequestAsync(object context) => application.ProcessRequestAsync((TContext)context);

    /// <inheritdoc/>
    public override void DisposeContext(object context, Exception? exception) => application.DisposeContext((TContext)context, exception);
}
