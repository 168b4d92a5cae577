using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace KDiffE.LibTorch.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void LibtorchsMessageArrives()
    {
        using var scope = NewDisposeScope();

        Should.Throw<ExternalException>(() => zeros(2, 3).matmul(zeros(2, 3)))
            .Message.ShouldContain("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)");
        Should.Throw<ExternalException>(() => zeros(3).index_select(0, tensor([5L])))
            .Message.ShouldContain("out of range");
        Should.Throw<ExternalException>(() => zeros(2, requires_grad: true).backward())
            .Message.ShouldContain("grad can be implicitly created only for scalar outputs");
    }

    [Fact]
    public void ADisposedTensorIsRefused()
    {
        var x = zeros(2);
        x.Dispose();

        x.IsInvalid.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => x + 1).Message.ShouldContain("empty handle");
    }

    [Fact]
    public void AFreedGraphIsRefused()
    {
        using var scope = NewDisposeScope();
        var loss = ones(2, requires_grad: true).exp().sum();
        loss.backward();

        Should.Throw<ExternalException>(() => loss.backward()).Message.ShouldContain("second time");
    }

    [Fact]
    public void AnUnknownDeviceIsNamed()
    {
        Should.Throw<ArgumentException>(() => device("tpu")).Message.ShouldContain("'tpu' is not a device");
        device("cuda:1").index.ShouldBe(1);
    }

    [Fact]
    public void MissingCudaIsAnErrorNotACrash()
    {
        Assert.SkipWhen(cuda.is_available(), "this libtorch has CUDA");
        using var scope = NewDisposeScope();

        Should.Throw<ExternalException>(() => zeros(2, device: "cuda"));
    }

    [Fact]
    public void ElementsMustFillTheShape() =>
        Should.Throw<ArgumentException>(() => tensor([1f, 2f, 3f], [2, 2])).Message.ShouldContain("4 vs. 3");
}
