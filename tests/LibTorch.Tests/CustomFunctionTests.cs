using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.LibTorch.Tests;

public sealed class CustomFunctionTests
{
    [Fact]
    public void GivesTheHandWrittenGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f], requires_grad: true);

        var y = Scale.apply(x, 4f, "unused");
        y.sum().backward();

        y.data<float>().ToArray().ShouldBe([4f, 8f, 12f]);
        x.grad!.data<float>().ToArray().ShouldBe([4f, 4f, 4f]);
    }

    [Fact]
    public void SavedTensorsComeBackInBackward()
    {
        using var scope = NewDisposeScope();
        var a = tensor([2.0, 3.0], requires_grad: true);
        var b = tensor([5.0, 7.0], requires_grad: true);

        var outputs = ProductAndSum.apply(a, b);
        (outputs[0].sum() + outputs[1].sum() * 10).backward();

        outputs[0].data<double>().ToArray().ShouldBe([10.0, 21.0]);
        outputs[1].data<double>().ToArray().ShouldBe([7.0, 10.0]);
        a.grad!.data<double>().ToArray().ShouldBe([15.0, 17.0]);
        b.grad!.data<double>().ToArray().ShouldBe([12.0, 13.0]);
    }

    [Fact]
    public void AnOutputThatIsNotUsedHasAGradientOfZeros()
    {
        using var scope = NewDisposeScope();
        var a = tensor([2.0, 3.0], requires_grad: true);
        var b = tensor([5.0, 7.0]);

        ProductAndSum.apply(a, b)[0].sum().backward();

        a.grad!.data<double>().ToArray().ShouldBe([5.0, 7.0]);
        b.grad.ShouldBeNull();
    }

    [Fact]
    public void AnExceptionInForwardReachesTheCaller()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);

        Should.Throw<FormatException>(() => Failing.apply(x, "forward")).Message.ShouldBe("forward");
    }

    [Fact]
    public void AnExceptionInBackwardReachesTheCaller()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = Failing.apply(x, "backward").sum();

        Should.Throw<FormatException>(() => y.backward()).Message.ShouldBe("backward");
        Should.NotThrow(() => (x * 2).sum().backward(), "the engine still works afterwards");
    }

    [Fact]
    public void TooFewGradientsAreAnError()
    {
        using var scope = NewDisposeScope();
        var y = Failing.apply(ones(2, requires_grad: true), "count").sum();

        Should.Throw<InvalidOperationException>(() => y.backward()).Message.ShouldContain("1 gradients for 2 arguments");
    }

    [Fact]
    public void ASavedTensorThatChangedSinceIsAnError()
    {
        using var scope = NewDisposeScope();
        var a = tensor([2.0, 3.0], requires_grad: true);
        var b = tensor([5.0, 7.0]);
        var product = ProductAndSum.apply(a, b)[0].sum();

        b.mul_(2);

        Should.Throw<System.Runtime.InteropServices.ExternalException>(() => product.backward())
            .Message.ShouldContain("modified by an inplace operation");
    }

    [Fact]
    public void AThousandApplicationsLeaveNoTensor()
    {
        var before = Tensor.TotalCount;
        for (var step = 0; step < 1_000; step++)
        {
            using var scope = NewDisposeScope();
            var a = ones(2, requires_grad: true);
            var outputs = ProductAndSum.apply(Scale.apply(a, 4f, "unused"), a);
            // Every other graph is dropped without a backward.
            if (step % 2 == 0)
                outputs[0].sum().backward();
        }
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void WhatBackwardCreatesIsFreedWithIt()
    {
        using var scope = NewDisposeScope();
        var a = ones(2, requires_grad: true);
        var loss = ProductAndSum.apply(a, ones(2))[0].sum();
        var before = Tensor.TotalCount;

        loss.backward();

        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void TheGraphKeepsNoArgumentButThoseSaved()
    {
        using var scope = NewDisposeScope();
        var token = Apply(out var output);

        for (var i = 0; i < 10 && token.IsAlive; i++)
            GC.Collect();

        token.IsAlive.ShouldBeFalse();
        output.sum().backward();

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Apply(out Tensor output)
        {
            var argument = new object();
            output = Scale.apply(ones(2, requires_grad: true), 4f, argument);
            return new WeakReference(argument);
        }
    }

    [Fact]
    public void SecondDerivativesPassThrough()
    {
        using var scope = NewDisposeScope();
        var a = tensor([2.0], requires_grad: true);

        var product = ProductAndSum.apply(a, a)[0].sum();
        var first = grad([product], [a], create_graph: true)[0];
        first.sum().backward();

        first.item<double>().ShouldBe(4.0);
        a.grad!.item<double>().ShouldBe(2.0);
    }

    private sealed class Scale : SingleTensorFunction<Scale>
    {
        public override string Name => nameof(Scale);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("factor", vars[1]);
            return ((Tensor)vars[0]).mul((float)vars[1]);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [grad_output.mul((float)ctx.get_data("factor")), null!, null!];
    }

    private sealed class ProductAndSum : MultiTensorFunction<ProductAndSum>
    {
        public override string Name => nameof(ProductAndSum);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars)
        {
            var (a, b) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([a, b]);
            return [a * b, a + b];
        }

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [(grad_outputs[0] * saved[1]) + grad_outputs[1], (grad_outputs[0] * saved[0]) + grad_outputs[1]];
        }
    }

    private sealed class Failing : SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("where", vars[1]);
            return (string)vars[1] == "forward" ? throw new FormatException("forward") : ((Tensor)vars[0]).clone();
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => (string)ctx.get_data("where") switch
        {
            "backward" => throw new FormatException("backward"),
            _ => [grad_output],
        };
    }
}
