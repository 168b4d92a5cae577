using BenchmarkDotNet.Attributes;
using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Benchmarks;

/// <summary>
/// The attention over a knowledge graph (Eq. 1) with its gradient: logits taken triple by triple, beside two tables of
/// every node's product with every relation, [nodes, R] and [items, R], from which the triples are gathered.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
public class AttentionBenchmark : IDisposable
{
    private const int Dim = 64;

    private KnowledgeGraph _graph = null!;
    private KnowledgeAggregation _aggregation = null!;
    private Tensor _nodes = null!;
    private Tensor _upstream = null!;

    /// <summary>The size of lfm2k, and a graph of thousands of relations.</summary>
    [ParamsAllValues]
    public GraphSize Size { get; set; }

    public enum GraphSize
    {
        /// <summary>38,561 triples of 27 relations, 1,425 items among 4,803 nodes.</summary>
        Lfm2k,

        /// <summary>200,000 triples of 5,000 relations, 10,000 items among 40,000 nodes.</summary>
        ManyRelations,
    }

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        manual_seed(1);
        _graph = Size == GraphSize.Lfm2k ? Graph(1425, 3378, 27, 38_561) : Graph(10_000, 30_000, 5000, 200_000);
        _aggregation = new KnowledgeAggregation(_graph.RelationCount, Dim, new Random(1), DeviceOperators.Cpu);
        _nodes = randn(_graph.Nodes, Dim).requires_grad_();
        _upstream = randn(_graph.Count);
        using var scope = NewDisposeScope();
        if ((_aggregation.Attention(_nodes, _nodes.narrow(0, 0, _graph.Heads), _graph) - TabledAttention()).abs().max().ToSingle() > 1e-4)
            throw new InvalidOperationException("The two forms disagree.");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _aggregation.Dispose();
        _nodes.Dispose();
        _upstream.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void Tables() => Gradient(TabledAttention);

    [Benchmark]
    public void PerTriple() => Gradient(() => _aggregation.Attention(_nodes, _nodes.narrow(0, 0, _graph.Heads), _graph));

    private void Gradient(Func<Tensor> attention)
    {
        using var scope = NewDisposeScope();
        (attention() * _upstream).sum().backward();
        _aggregation.zero_grad();
        _nodes.grad = null;
    }

    private Tensor TabledAttention()
    {
        var parameters = _aggregation.parameters().ToList();
        var q = parameters.Single(p => p.shape[1] == Dim).matmul(parameters.Single(p => p.shape[1] == 2 * Dim));
        var tails = Cells(_nodes.matmul(q.narrow(1, 0, Dim).t()), _graph.Neighbours.Indices);
        var heads = Cells(_nodes.narrow(0, 0, _graph.Heads).matmul(q.narrow(1, Dim, Dim).t()), _graph.Neighbours.RowIndices());
        return DeviceOperators.Cpu.SegmentSoftmax(functional.leaky_relu(tails + heads, 0.2), _graph.Softmax);

        Tensor Cells(Tensor table, int[] rows) => table.reshape(-1).index_select(
            0, tensor(rows, ScalarType.Int64) * _graph.RelationCount + tensor(_graph.Relations, ScalarType.Int64));
    }

    private static KnowledgeGraph Graph(int items, int entities, int relations, int triples)
    {
        // Squared uniform draws: a few common relations and entities, and many rare ones.
        var random = new Random(1);
        return KnowledgeGraph.From(new Dataset(
            "benchmark", [], Names(items), Names(entities), Names(relations), new string?[items],
            Interactions.Empty, Interactions.Empty, Interactions.Empty,
            new Triples(Draw(() => random.Next(items)), Draw(() => Skewed(relations)), Draw(() => items + Skewed(entities))), []));

        int Skewed(int count) => (int)(Math.Pow(random.NextDouble(), 2) * count);
        int[] Draw(Func<int> next) => [.. Enumerable.Range(0, triples).Select(_ => next())];
        static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(k => $"{k}")];
    }
}
