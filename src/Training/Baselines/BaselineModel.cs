using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Baselines;

/// <summary>
/// The part that trained baselines share: one embedding per user and item, and LightGCN's propagation of them
/// (He et al. 2020), the mean of layers 0..L.
/// </summary>
internal abstract class BaselineModel : Module
{
    private const double InitialScale = 0.1;

    private readonly Parameter _nodes;
    private readonly Propagation _propagation;

    /// <param name="name">What the module is called.</param>
    /// <param name="data">The training interactions.</param>
    /// <param name="settings">d, L, and what the model itself takes of them.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    private protected BaselineModel(string name, Dataset data, TrainingSettings settings, IOperators operators)
        : base(name)
    {
        (Data, Settings, Operators) = (data, settings, operators);
        _nodes = Parameter(randn(data.Users + data.Items, settings.KDiffE.Dim, device: operators.Device).Times(InitialScale));
        _propagation = PropagationOver(data.Train);
    }

    /// <summary>Layer-0 embeddings, users first, <c>[I + J, d]</c>.</summary>
    internal Tensor Nodes => _nodes;

    private protected Dataset Data { get; }

    private protected TrainingSettings Settings { get; }

    private protected IOperators Operators { get; }

    /// <summary>What <c>KDiffE:HiddenTargets</c> says of these data.</summary>
    private protected float HiddenShare => Settings.KDiffE.HiddenShareFor(Data.Train.Count, Data.Items);

    /// <summary>Draws what an epoch draws.</summary>
    internal virtual void StartEpoch()
    {
    }

    /// <summary>What scores by its dot product, users first, <c>[I + J, d]</c>.</summary>
    internal abstract Tensor Embeddings();

    /// <summary>The loss of a batch.</summary>
    /// <param name="users">The user of each interaction, <c>[batch]</c>.</param>
    /// <param name="items">Its item, <c>[batch]</c>.</param>
    internal abstract BatchLoss.Terms Loss(int[] users, int[] items);

    /// <summary>The propagated layer-0 embeddings, <c>[I + J, d]</c>.</summary>
    private protected Tensor Propagated() => _propagation.Apply(_nodes);

    /// <summary>LightGCN's propagation over some of the interactions, degrees their own.</summary>
    private protected Propagation PropagationOver(Interactions interactions) => new(
        PropagationMatrix.Build(interactions, Data.Users, Data.Items, [], Settings.KDiffE),
        Data.Users, Settings.KDiffE.Layers, Settings.KDiffE.LayerCombination, Operators);

    /// <summary>Rows of items in a table of users and items.</summary>
    private protected int[] ItemRows(int[] items) => Array.ConvertAll(items, item => Data.Users + item);

    /// <summary>Some rows of a table.</summary>
    private protected static Tensor Rows(Tensor table, int[] rows) => table.index_select(0, tensor(rows, ScalarType.Int64, table.device));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _propagation.Dispose();
        base.Dispose(disposing);
    }
}
