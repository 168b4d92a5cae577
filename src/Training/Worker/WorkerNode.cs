using KDiffE.Infrastructure.Nodes;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Worker;

/// <summary>Tells where this worker trains, and which run.</summary>
internal sealed class WorkerNode(IOperators operators, WorkerMeter meter) : INodeConditionSource
{
    /// <inheritdoc/>
    public NodeCondition Current => new(Device: operators.Device.ToString(), Run: meter.Run);
}
