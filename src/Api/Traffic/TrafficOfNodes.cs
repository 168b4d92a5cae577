using KDiffE.Infrastructure.Nodes;

namespace KDiffE.Api.Traffic;

/// <summary>What is asked of each API: of this process as it is now, of others as they last told.</summary>
internal sealed class TrafficOfNodes(NodeStore nodes, NodeIdentity self, TrafficWindow window)
{
    // Nobody waits for a database that hangs to hear what this process knows.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Those of every API that is alive, this one first; of this one alone where the database does not answer.</summary>
    public async Task<IReadOnlyList<TrafficFigures>> ReadAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var others = (await nodes.ListAsync(limit.Token).WaitAsync(limit.Token)).Where(node => node.IsAlive && node.Identity.Id != self.Id);
            return [window.Read(), .. others.Select(node => TrafficFigures.Parse(node.Condition.Traffic)).OfType<TrafficFigures>()];
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [window.Read()];
        }
    }
}
