using KDiffE.Infrastructure.Bulk;
using KDiffE.Infrastructure.Catalog;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Catalog;

/// <summary>A file of rows on its way to a client. Whatever ends it early ends the connection, so that nobody takes half of it for the whole.</summary>
/// <param name="kind">What the rows are.</param>
/// <param name="format">How they are written down.</param>
/// <param name="source">Where they come from; null where the client asks for the headers alone.</param>
/// <param name="slots">Has the slot back at the end.</param>
internal sealed partial class ExportResult(RowKind kind, BulkFormat format, BulkRows? source, ExportSlots slots) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (type, extension) = format == BulkFormat.Csv ? (BulkApi.Csv, "csv") : (BulkApi.Ndjson, "ndjson");
        httpContext.Response.ContentType = type;
        httpContext.Response.Headers[HeaderNames.ContentDisposition] = $"attachment; filename=\"{kind.Name}.{extension}\"";
        if (source is null)
            return;
        var limits = httpContext.RequestServices.GetRequiredService<IOptions<BulkOptions>>().Value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        limit.CancelAfter(limits.TimeLimit);
        try
        {
            await using (source)
                await source.WriteAsync(httpContext.Response.BodyWriter, limit.Token);
        }
        catch (Exception error)
        {
            var isLate = limit.IsCancellationRequested && !httpContext.RequestAborted.IsCancellationRequested;
            httpContext.Abort();
            if (isLate || error is not OperationCanceledException)
                LogBrokenOff(Logger(httpContext), error, kind.Name, isLate ? $"it took longer than {limits.TimeLimit}" : error.Message);
        }
        finally
        {
            slots.GiveBack();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The export of {Kind} ended early, and its connection with it: {Reason}")]
    private static partial void LogBrokenOff(ILogger logger, Exception error, string kind, string reason);

    private static ILogger Logger(HttpContext context) => context.RequestServices.GetRequiredService<ILogger<ExportResult>>();
}
