using static TorchSharp.torch;

namespace KDiffE.LibTorch.Tests;

public sealed class DisposalTests
{
    [Fact]
    public void AThousandTrainingStepsLeaveNoTensor()
    {
        manual_seed(1);
        using var model = nn.Linear(8, 4);
        using var optimizer = optim.Adam(model.parameters(), lr: 0.01);
        long afterOne = 0;
        for (var step = 0; step < 1_000; step++)
        {
            using var scope = NewDisposeScope();
            model.zero_grad();
            var output = nn.functional.normalize(model.forward(randn(16, 8)));
            nn.functional.cross_entropy(output, randint(4, [16])).backward();
            optimizer.step();
            scope.Dispose();
            if (step == 0)
                afterOne = Tensor.TotalCount;
        }
        Tensor.TotalCount.ShouldBe(afterOne);
    }

    [Fact]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        var before = Tensor.TotalCount;
        Tensor moved, detached, inner;
        using (var outer = NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                inner = zeros(1);
                moved = zeros(1).MoveToOuterDisposeScope();
                detached = scope.Detach(zeros(1));
                scope.DisposablesCount.ShouldBe(1);
                CurrentDisposeScope.ShouldBeSameAs(scope);
            }
            inner.IsInvalid.ShouldBeTrue();
            moved.IsInvalid.ShouldBeFalse();
            outer.Contains(moved).ShouldBeTrue();
        }
        moved.IsInvalid.ShouldBeTrue();
        detached.IsInvalid.ShouldBeFalse();
        detached.Dispose();
        CurrentDisposeScope.ShouldBeNull();
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void WhatIsKeptStaysInTheScope()
    {
        using var scope = NewDisposeScope();
        var kept = zeros(1);
        var dropped = zeros(1);

        scope.DisposeEverythingBut(kept).ShouldBeSameAs(kept);

        dropped.IsInvalid.ShouldBeTrue();
        scope.DisposablesView.ShouldBe([kept]);
        kept.Dispose();
        scope.DisposablesCount.ShouldBe(0);
    }

    [Fact]
    public void AForgottenTensorIsFreedByTheCollector()
    {
        var before = Tensor.TotalCount;
        Forget();
        for (var i = 0; i < 10 && Tensor.TotalCount > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Tensor.TotalCount.ShouldBe(before);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget() => zeros(1).IsInvalid.ShouldBeFalse();
    }
}
