using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.LibTorch.Tests;

public sealed class TensorTests
{
    [Fact]
    public void KeepsShapeTypeAndElementsOfArrays()
    {
        using var scope = NewDisposeScope();
        var matrix = tensor([1f, 2f, 3f, 4f, 5f, 6f], [2, 3]);

        matrix.shape.ShouldBe([2L, 3L]);
        matrix.size(-1).ShouldBe(3);
        matrix.dtype.ShouldBe(ScalarType.Float32);
        matrix.device.type.ShouldBe(DeviceType.CPU);
        matrix.data<float>()[1, 2].ShouldBe(6f);
        matrix.t().data<float>().ToArray().ShouldBe([1f, 4f, 2f, 5f, 3f, 6f]);
        tensor(new[,] { { 1L, 2L }, { 3L, 4L } }).shape.ShouldBe([2L, 2L]);
        from_array(new[, ,] { { { true }, { false } } }).shape.ShouldBe([1L, 2L, 1L]);
        tensor([1, 2], dtype: float64).data<double>().ToArray().ShouldBe([1.0, 2.0]);
    }

    [Fact]
    public void DoesNotShareMemoryWithTheArray()
    {
        using var scope = NewDisposeScope();
        float[] array = [1f, 2f];
        var copy = tensor(array);

        array[0] = 9f;

        copy.data<float>().ToArray().ShouldBe([1f, 2f]);
    }

    [Fact]
    public void FactoriesHaveTheirTypes()
    {
        using var scope = NewDisposeScope();

        zeros(2, 3).dtype.ShouldBe(ScalarType.Float32);
        full(2, 7).dtype.ShouldBe(ScalarType.Int64);
        full([2], 0.5).dtype.ShouldBe(ScalarType.Float32);
        arange(3).data<long>().ToArray().ShouldBe([0L, 1L, 2L]);
        arange(0.0, 1.0, 0.5).dtype.ShouldBe(ScalarType.Float32);
        randint(5, [100]).data<long>().ToArray().ShouldAllBe(number => number >= 0 && number < 5);
        randperm(4).data<long>().ToArray().Order().ShouldBe([0L, 1L, 2L, 3L]);
        zeros_like(ones(2, dtype: float64)).data<double>().ToArray().ShouldBe([0.0, 0.0]);
        eye(2).data<float>().ToArray().ShouldBe([1f, 0f, 0f, 1f]);
    }

    [Fact]
    public void TheSameSeedGivesTheSameNumbers()
    {
        using var scope = NewDisposeScope();

        manual_seed(5);
        var first = randn(4).data<float>().ToArray();
        manual_seed(5);
        randn(4).data<float>().ToArray().ShouldBe(first);
        rand([3], generator: new Generator(1)).data<float>().ToArray()
            .ShouldBe(rand([3], generator: new Generator(1)).data<float>().ToArray());
    }

    [Fact]
    public void ComputesWhatIsWorkedOutByHand()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0, 3.0, 4.0], [2, 2]);

        x.matmul(x).data<double>().ToArray().ShouldBe([7.0, 10.0, 15.0, 22.0]);
        x.sum(1).data<double>().ToArray().ShouldBe([3.0, 7.0]);
        x.mean([0]).data<double>().ToArray().ShouldBe([2.0, 3.0]);
        x.norm().item<double>().ShouldBe(Math.Sqrt(30), 1e-12);
        x.logsumexp(1).data<double>()[0].ShouldBe(Math.Log(Math.Exp(1) + Math.Exp(2)), 1e-12);
        x.softmax(1).data<double>()[0, 0].ShouldBe(1 / (1 + Math.E), 1e-12);
        x.argmax(1).data<long>().ToArray().ShouldBe([1L, 1L]);
        x.topk(1).indexes.data<long>().ToArray().ShouldBe([1L, 1L]);
        x.sort(1, descending: true).Values.data<double>().ToArray().ShouldBe([2.0, 1.0, 4.0, 3.0]);
        (x > 2).data<bool>().ToArray().ShouldBe([false, false, true, true]);
        (x > 2).any().item<bool>().ShouldBeTrue();
        (x > 2).all().item<bool>().ShouldBeFalse();
        (x / 2).data<double>().ToArray().ShouldBe([0.5, 1.0, 1.5, 2.0]);
        (1 - x).data<double>().ToArray().ShouldBe([0.0, -1.0, -2.0, -3.0]);
        x.pow(2).data<double>().ToArray().ShouldBe([1.0, 4.0, 9.0, 16.0]);
        tensor([0.0, double.NaN, double.PositiveInfinity]).isfinite().data<bool>().ToArray().ShouldBe([true, false, false]);
        nn.functional.normalize(tensor([3.0, 4.0], [1, 2])).data<double>().ToArray().ShouldBe([0.6, 0.8], 1e-12);
        nn.functional.cross_entropy(x, tensor([1L, 1L])).item<double>().ShouldBe(Math.Log(1 + Math.Exp(-1)), 1e-12);
        nn.functional.logsigmoid(tensor(0.0)).item<double>().ShouldBe(-Math.Log(2), 1e-12);
    }

    [Fact]
    public void InvertsAPositiveDefiniteMatrixThroughItsCholeskyFactor()
    {
        using var scope = NewDisposeScope();
        var matrix = tensor([4.0, 2.0, 2.0, 5.0], [2, 2]);

        var factor = linalg.cholesky(matrix);

        factor.data<double>().ToArray().ShouldBe([2.0, 0.0, 1.0, 2.0]);
        // The determinant is 16.
        factor.cholesky_inverse().data<double>().ToArray().ShouldBe([5 / 16.0, -2 / 16.0, -2 / 16.0, 4 / 16.0], 1e-12);
        factor.t().cholesky_inverse(upper: true).data<double>().ToArray().ShouldBe([5 / 16.0, -2 / 16.0, -2 / 16.0, 4 / 16.0], 1e-12);
        Should.Throw<ExternalException>(() => linalg.cholesky(matrix - 5)).Message.ShouldContain("not positive-definite");
    }

    [Fact]
    public void ChangesInPlace()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, dtype: float64);

        x.add_(2).mul_(3).sub_(tensor([0.0, 1.0, 2.0])).div_(2).ShouldBeSameAs(x);
        x.data<double>().ToArray().ShouldBe([3.0, 2.5, 2.0]);
        x.index_add_(0, tensor([0L, 0L]), tensor([1.0, 2.0]), 10).data<double>().ToArray().ShouldBe([33.0, 2.5, 2.0]);
        x.scatter_add_(0, tensor([2L]), tensor([1.0])).data<double>().ToArray().ShouldBe([33.0, 2.5, 3.0]);
        x.masked_fill_(x > 3, -1).data<double>().ToArray().ShouldBe([-1.0, 2.5, 3.0]);
        x[0] = 8;
        x.copy_(x.clone()).data<double>().ToArray().ShouldBe([8.0, 2.5, 3.0]);
    }

    [Fact]
    public void AddsAProductInPlace()
    {
        using var sum = tensor([1f, 1, 1, 1], 2, 2);
        using var x = tensor([1f, 2, 3, 4], 2, 2);

        sum.addmm_(x, x, beta: 2, alpha: 0.5f).ShouldBeSameAs(sum);

        sum.data<float>().ToArray().ShouldBe([5.5f, 7, 9.5f, 13]);
    }

    [Fact]
    public void BytesAreTheTensorsOwnMemory()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2);

        MemoryMarshal.Cast<byte, float>(x.bytes)[1] = 5f;

        x.data<float>().ToArray().ShouldBe([0f, 5f]);
        Should.Throw<InvalidOperationException>(() => zeros(2, 3).t().bytes.Length);
    }

    [Fact]
    public void SparseTimesDenseMatchesDense()
    {
        using var scope = NewDisposeScope();
        var sparse = sparse_coo_tensor(tensor([0L, 1L, 1L, 2L, 0L, 1L], [2, 3]), tensor([2f, 3f, 4f]), [2, 3]);
        var dense = tensor([1f, 2f, 3f, 4f, 5f, 6f], [3, 2]);

        sparse.is_sparse.ShouldBeTrue();
        sparse.mm(dense).data<float>().ToArray().ShouldBe([10f, 12f, 15f, 22f]);
        sparse.to_dense().data<float>().ToArray().ShouldBe([0f, 0f, 2f, 3f, 4f, 0f]);
    }

    [Fact]
    public void NumbersComeOutOfOneElement()
    {
        using var scope = NewDisposeScope();

        tensor(2.5f).ToSingle().ShouldBe(2.5f);
        tensor(2.5).ToDouble().ShouldBe(2.5);
        tensor(7L).ToInt64().ShouldBe(7);
        tensor(7L).item<long>().ShouldBe(7);
        Should.Throw<ArgumentException>(() => tensor(7L).item<float>());
        Should.Throw<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void NoGradRecordsNothing()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);

        using (no_grad())
            (x * 2).requires_grad.ShouldBeFalse();
        (x * 2).requires_grad.ShouldBeTrue();
        (x * 2).detach().requires_grad.ShouldBeFalse();
        x.is_leaf.ShouldBeTrue();
        (x * 2).is_leaf.ShouldBeFalse();
    }
}
