using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace KDiffE.LibTorch.Tests;

/// <summary>Every differentiable operator against central differences in double precision.</summary>
public sealed class GradientTests
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-6;

    [SuppressMessage("Performance", "CA1859", Justification = "Theory data.")]
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Operators = new(StringComparer.Ordinal)
    {
        ["add"] = x => x + Other(x),
        ["add alpha"] = x => Other(x).add(x, 0.5),
        ["sub"] = x => Other(x) - x,
        ["scalar minus"] = x => 3 - x,
        ["mul"] = x => x * Other(x),
        ["mul broadcast"] = x => x * x.select(0, 0),
        ["div"] = x => Other(x) / x,
        ["scalar over"] = x => 2.0 / x,
        ["neg"] = x => -x,
        ["addcmul"] = x => x.addcmul(x, Other(x), 2),
        ["addcdiv"] = x => Other(x).addcdiv(Other(x), x, 2),
        ["pow"] = x => x.pow(3),
        ["pow tensor"] = x => x.pow(Other(x)),
        ["square"] = x => x.square(),
        ["sqrt"] = x => x.sqrt(),
        ["rsqrt"] = x => x.rsqrt(),
        ["reciprocal"] = x => x.reciprocal(),
        ["exp"] = x => x.exp(),
        ["log"] = x => x.log(),
        ["log1p"] = x => x.log1p(),
        ["abs"] = x => (x - 1).abs(),
        ["sin"] = x => x.sin(),
        ["cos"] = x => x.cos(),
        ["sigmoid"] = x => x.sigmoid(),
        ["log_sigmoid"] = x => x.log_sigmoid(),
        ["tanh"] = x => x.tanh(),
        ["relu"] = x => (x - 1).relu(),
        ["leaky_relu"] = x => (x - 1).leaky_relu(0.2),
        ["softplus"] = x => x.softplus(),
        ["clamp"] = x => x.clamp(0.6, 1.4),
        ["clamp_min"] = x => x.clamp_min(0.8),
        ["maximum"] = x => x.maximum(Other(x)),
        ["minimum"] = x => x.minimum(Other(x)),
        ["where"] = x => x.where(x > 1, x * 3),
        ["softmax"] = x => x.softmax(1),
        ["log_softmax"] = x => x.log_softmax(1),
        ["logsumexp"] = x => x.logsumexp(1),
        ["sum"] = x => x.sum(),
        ["sum dim"] = x => x.sum(1, keepdim: true),
        ["mean"] = x => x.mean(),
        ["mean dim"] = x => x.mean([0]),
        ["var"] = x => x.var(),
        ["std"] = x => x.std(),
        ["max"] = x => x.max(),
        ["max dim"] = x => x.max(1).values,
        ["min dim"] = x => x.min(0).values,
        ["norm"] = x => x.norm(),
        ["norm dim"] = x => x.norm(1, keepdim: true, p: 2),
        ["cumsum"] = x => x.cumsum(1),
        ["topk"] = x => x.topk(2).values,
        ["sort"] = x => x.sort(descending: true).Values,
        ["matmul"] = x => x.matmul(Other(x).t()),
        ["mm right"] = x => Other(x).t().mm(x),
        ["mv"] = x => x.mv(arange(3, dtype: float64)),
        ["bmm"] = x => x.reshape(1, 4, 3).bmm(x.reshape(1, 3, 4)),
        ["dot"] = x => x.flatten().dot(x.flatten()),
        ["outer"] = x => x.select(0, 1).outer(x.select(0, 2)),
        ["addmm"] = x => x.addmm(x, eye(3, dtype: float64), beta: 2, alpha: 3),
        ["cholesky"] = x => linalg.cholesky(x.t().mm(x) + eye(3, dtype: float64)),
        ["cholesky_inverse"] = x => cholesky_inverse(linalg.cholesky(x.t().mm(x) + eye(3, dtype: float64))),
        ["sparse mm"] = x => mm(SparseMatrix(), x),
        ["reshape"] = x => x.reshape(2, -1),
        ["view"] = x => x.view(12),
        ["t"] = x => x.t(),
        ["transpose"] = x => x.transpose(0, 1),
        ["permute"] = x => x.permute(1, 0),
        ["unsqueeze"] = x => x.unsqueeze(1),
        ["squeeze"] = x => x.unsqueeze(0).squeeze(0),
        ["expand"] = x => x.unsqueeze(0).expand(2, 4, 3),
        ["repeat"] = x => x.repeat(2, 1),
        ["flatten"] = x => x.flatten(),
        ["contiguous"] = x => x.t().contiguous(),
        ["clone"] = x => x.clone(),
        ["to"] = x => x.to(float64, copy: true),
        ["cat"] = x => cat([x, x * 2], dim: 1),
        ["stack"] = x => stack([x, x * 2]),
        ["index_select"] = x => x.index_select(0, tensor([3L, 0L, 3L])),
        ["index_add"] = x => x.index_add(0, tensor([1L, 1L]), x.narrow(0, 2, 2), 0.5),
        ["index"] = x => x[tensor([1L, 1L]), tensor([0L, 2L])],
        ["gather"] = x => x.gather(1, tensor([0L, 1L, 1L, 2L], [4, 1])),
        ["scatter_add"] = x => zeros(4, 2, dtype: float64).scatter_add(1, tensor([0L, 1L, 1L, 0L], [4, 1]).expand(4, 3), x),
        ["select"] = x => x[2],
        ["narrow"] = x => x.narrow(0, 1, 2),
        ["slice"] = x => x.slice(0, 0, 4, 2),
        ["masked_fill"] = x => x.masked_fill(Other(x) > 1, 7),
        ["masked_select"] = x => x.masked_select(Other(x) > 1),
        ["linear"] = x => nn.functional.linear(x, Other(x), arange(4, dtype: float64)),
        ["normalize"] = x => nn.functional.normalize(x),
        ["cosine_similarity"] = x => nn.functional.cosine_similarity(x, Other(x)),
        ["cross_entropy"] = x => nn.functional.cross_entropy(x, tensor([0L, 2L, 1L, 1L])),
        ["mse_loss"] = x => nn.functional.mse_loss(x, Other(x)),
        ["binary_cross_entropy_with_logits"] = x => nn.functional.binary_cross_entropy_with_logits(x, Other(x)),
    };

    public static TheoryData<string> Names => [.. Operators.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AgreesWithFiniteDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var function = Operators[name];
        var x = Input().requires_grad_();
        // Unequal weights, so that a gradient in the wrong place shows.
        Tensor Loss(Tensor input)
        {
            var output = function(input).flatten();
            return (output * (arange(output.numel(), dtype: float64) + 1).cos()).sum();
        }

        Loss(x).backward();

        var gradient = x.grad!.data<double>().ToArray();
        using var unrecorded = no_grad();
        for (var i = 0; i < gradient.Length; i++)
        {
            var expected = (Loss(Moved(i, Step)).item<double>() - Loss(Moved(i, -Step)).item<double>()) / (2 * Step);
            gradient[i].ShouldBe(expected, Tolerance * Math.Max(1, Math.Abs(expected)), $"element {i}");
        }
    }

    // No two equal, none at a kink of the operators above.
    private static Tensor Input() => tensor([0.31, 1.72, 0.93, 1.24, 0.55, 1.93, 0.74, 1.11, 0.42, 1.53, 0.87, 1.37], [4, 3]);

    private static Tensor Moved(int element, double step)
    {
        var x = Input();
        x.view(-1)[element] = x.view(-1)[element] + step;
        return x;
    }

    private static Tensor Other(Tensor like) =>
        tensor([0.9, 0.4, 1.6, 0.7, 1.3, 0.2, 1.8, 0.5, 1.1, 0.6, 1.4, 0.8], [4, 3]).to(like);

    private static Tensor SparseMatrix() =>
        sparse_coo_tensor(tensor([0L, 0L, 1L, 3L, 2L, 0L], [2, 3]), tensor([2.0, -1.0, 0.5]), [2, 4]);
}
