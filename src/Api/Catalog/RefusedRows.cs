using KDiffE.Api.Http;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Api.Catalog;

/// <summary>Answers 400 where a row or a query breaks a rule, and 503 where others hold the rows.</summary>
internal sealed class RefusedRows : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InvalidFieldException error) when (error.Field is { } name && context.HttpContext.Request.Query.ContainsKey(name))
        {
            return Problems.InvalidParameter(name, error.Reason);
        }
        catch (InvalidFieldException error)
        {
            return Problems.InvalidField(error.Field, error.Reason);
        }
        catch (BusyRowsException error)
        {
            return Problems.RowsBusy(context.HttpContext, error.Message);
        }
    }
}
