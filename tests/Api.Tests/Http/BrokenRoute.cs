using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace KDiffE.Api.Tests.Http;

/// <summary>Puts a bug at the end of the pipeline, behind everything that the API has.</summary>
internal sealed class BrokenRoute : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        app.Run(_ => throw new InvalidOperationException("secret"));
    };
}
