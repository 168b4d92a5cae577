using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Api.Http;

/// <summary>Whether the database still has this version's schema, looked up every two seconds at most and not for every request.</summary>
internal sealed class SchemaCheck(IDbContextFactory<KDiffEDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private Finding? _last;

    /// <summary>Why the schema cannot be used, or be written to; null where it can.</summary>
    public async Task<UnusableSchemaException?> InspectAsync(CancellationToken cancellationToken)
    {
        // What is wrong is looked at anew each time: it may have been put right a moment ago, as by the first import.
        if (_last is not { Schema: null } last || time.GetElapsedTime(last.At) > Fresh)
            _last = last = new Finding(time.GetTimestamp(), await LookAsync(cancellationToken));
        return last.Schema;
    }

    private async Task<UnusableSchemaException?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Database.VerifyStillThereAsync(contexts, cancellationToken);
            return null;
        }
        catch (UnusableSchemaException error)
        {
            return error;
        }
    }

    private sealed record Finding(long At, UnusableSchemaException? Schema);
}
