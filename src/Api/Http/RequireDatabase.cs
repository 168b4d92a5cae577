using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Api.Http;

/// <summary>
/// Answers 503 while the database is away, or not ready yet: the loader brings its schema up to date at the start. Nothing
/// is written to a database whose schema is not this version's; of a later version, what can be read is.
/// </summary>
internal sealed class RequireDatabase(SchemaCheck schemas) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            var schema = await schemas.InspectAsync(context.HttpContext.RequestAborted);
            var reads = HttpMethods.IsGet(context.HttpContext.Request.Method);
            return schema is null || (reads && schema is UnknownMigrationException)
                ? await next(context)
                : Problems.SchemaUnusable(context.HttpContext, schema.Message);
        }
        catch (Exception error) when (TransientErrors.IsAway(error) || error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            return Problems.DatabaseUnavailable(context.HttpContext);
        }
    }
}
