using KDiffE.Training.Checkpoints;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.Training.Optimisers;

/// <summary>
/// Adam over a table of which a step touches few rows: the others keep their moments and cost nothing. Each row counts
/// its own steps.
/// </summary>
internal sealed class RowAdam : IResumable, IDisposable
{
    private readonly IOperators _operators;
    private readonly Parameter _table;
    private readonly float _rate;
    private readonly Tensor _means;
    private readonly Tensor _squares;
    private readonly int[] _steps;

    /// <param name="table">The parameter of which rows are changed, <c>[rows, width]</c>.</param>
    /// <param name="rate">The learning rate of every row.</param>
    /// <param name="operators">Those of the table's device.</param>
    internal RowAdam(Parameter table, double rate, IOperators operators)
    {
        (_table, _rate, _operators) = (table, (float)rate, operators);
        _means = zeros_like(table);
        _squares = zeros_like(table);
        _steps = new int[table.shape[0]];
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.Put("steps", [.. _steps]);
        to.Put("means", _means);
        to.Put("squares", _squares);
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        from.Get<int>("steps").CopyTo(_steps, 0);
        from.CopyTo("means", _means);
        from.CopyTo("squares", _squares);
    }

    public void Dispose()
    {
        _means.Dispose();
        _squares.Dispose();
    }

    /// <summary>One step for the rows given.</summary>
    /// <param name="rows">Which, each at most once.</param>
    /// <param name="gradient">Their gradients, <c>[rows.Length, width]</c>.</param>
    internal void Step(long[] rows, Tensor gradient) =>
        _operators.AdamRowsStep(new AdamTensors(_table, _means, _squares), rows, gradient, Array.ConvertAll(rows, Count));

    /// <summary>Counts a step of the row; its rate and the factor of its deviation, both free of the moments' bias.</summary>
    private (float Rate, float Scale) Count(long row) => AdamRule.Unbiased(_rate, ++_steps[row]);
}
