using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.LibTorch.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void FindsParametersOfAllParts()
    {
        using var model = new Perceptron();

        model.named_parameters().Select(entry => entry.name)
            .ShouldBe(["scale", "_first.weight", "_first.bias", "_second.weight"], ignoreOrder: true);
        model.named_buffers().Select(entry => entry.name).ShouldBe(["_shift"]);
        model.parameters().ShouldAllBe(parameter => parameter.requires_grad);
    }

    [Fact]
    public void DropoutActsInTrainingOnly()
    {
        using var scope = NewDisposeScope();
        using var dropout = nn.Dropout(0.5);
        manual_seed(3);

        var trained = dropout.call(ones(1_000)).data<float>().ToArray();
        dropout.eval();

        trained.Distinct().Order().ShouldBe([0f, 2f]);
        trained.Count(element => element == 0f).ShouldBeInRange(400, 600);
        dropout.call(ones(3)).data<float>().ToArray().ShouldBe([1f, 1f, 1f]);
    }

    [Fact]
    public void EvalReachesEveryPart()
    {
        using var model = new Perceptron();

        model.eval();

        model.training.ShouldBeFalse();
        model.children().ShouldAllBe(child => !child.training);
    }

    [Fact]
    public void LinearIsXTimesTransposedWeightPlusBias()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(
            nn.Parameter(tensor([1f, 2f, 3f, 4f], [2, 2])), nn.Parameter(tensor([10f, 20f])));

        linear.call(tensor([1f, 1f], [1, 2])).data<float>().ToArray().ShouldBe([13f, 27f]);
    }

    [Fact]
    public void GradientsAreDroppedOrZeroed()
    {
        using var scope = NewDisposeScope();
        using var model = new Perceptron();
        model.call(ones(1, 3)).sum().backward();
        model.parameters().ShouldAllBe(parameter => !IsDropped(parameter));

        model.zero_grad(set_to_none: false);
        model.parameters().ShouldAllBe(parameter => parameter.grad!.abs().sum().ToSingle() == 0f);
        model.zero_grad();
        model.parameters().ShouldAllBe(parameter => IsDropped(parameter));
    }

    [Fact]
    public void StateMovesBetweenModels()
    {
        using var scope = NewDisposeScope();
        using var from = new Perceptron();
        using var to = new Perceptron();

        to.load_state_dict(from.state_dict());

        to.call(ones(1, 3)).allclose(from.call(ones(1, 3))).ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => to.load_state_dict([]));
    }

    [Fact]
    public void ConvertsInPlaceAndStaysTrainable()
    {
        using var scope = NewDisposeScope();
        using var model = new Perceptron();
        var before = model.parameters().ToList();

        model.to(ScalarType.Float64).call(ones(1, 3, dtype: float64)).sum().backward();

        model.parameters().ShouldBe(before);
        model.parameters().ShouldAllBe(parameter => parameter.dtype == ScalarType.Float64 && !IsDropped(parameter));
    }

    [Fact]
    public void InitialValuesKeepToTheirRange()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(empty(30, 20));

        nn.init.xavier_uniform_(weight);

        var bound = MathF.Sqrt(6f / 50f);
        weight.abs().max().ToSingle().ShouldBeInRange(bound * 0.9f, bound);
        nn.init.normal_(weight, std: 0.1).requires_grad.ShouldBeTrue();
        weight.std().ToSingle().ShouldBe(0.1f, 0.02f);
        nn.init.zeros_(weight).abs().sum().ToSingle().ShouldBe(0f);
    }

    private static bool IsDropped(Parameter parameter) => parameter.grad is null;

    private sealed class Perceptron : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first = nn.Linear(3, 4);
        private readonly Linear _second = nn.Linear(4, 2, hasBias: false);
        private readonly Tensor _shift = ones(1);
        private readonly Parameter scale = nn.Parameter(ones(1));

        internal Perceptron()
            : base(nameof(Perceptron)) => RegisterComponents();

        public override Tensor forward(Tensor input) =>
            (_second.call(nn.functional.tanh(_first.call(input))) + _shift) * scale;
    }
}
