using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Api.Http;

/// <summary>Answers 503 while the database is away, or not ready yet: the loader brings its schema up to date at the start.</summary>
internal sealed class RequireDatabase : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error) when (TransientErrors.IsTransient(error) || error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            return Problems.DatabaseUnavailable(context.HttpContext);
        }
    }
}
