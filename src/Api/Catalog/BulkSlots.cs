using KDiffE.Infrastructure.Bulk;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Catalog;

/// <summary>How many bulk writes this process takes at once: each holds a connection to the database for as long as its client sends.</summary>
internal class BulkSlots(IOptions<BulkOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.MaxConcurrent);

    /// <summary>How many there are.</summary>
    public int Count => options.Value.MaxConcurrent;

    /// <summary>Takes one, if one is free.</summary>
    public bool TryTake() => _free.Wait(0);

    /// <summary>Gives one back.</summary>
    public void GiveBack() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}

/// <summary>How many exports: as many again, so that who reads keeps nobody from writing.</summary>
internal sealed class ExportSlots(IOptions<BulkOptions> options) : BulkSlots(options);
