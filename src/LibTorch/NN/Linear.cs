using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The affine map x · weightᵀ + bias.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(Parameter weight, Parameter? bias)
        : base(nameof(Linear))
    {
        this.weight = weight;
        this.bias = bias;
        register_parameter(nameof(weight), weight);
        if (bias is not null)
            register_parameter(nameof(bias), bias);
    }

    /// <summary>[out, in].</summary>
    public Parameter weight { get; }

    /// <summary>[out], or none.</summary>
    public Parameter? bias { get; }

    /// <summary>Size of the input's last dimension.</summary>
    public long in_features => weight.size(1);

    /// <summary>Size of the output's last dimension.</summary>
    public long out_features => weight.size(0);

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);

    /// <inheritdoc/>
    // The fields behind weight and bias are registered under their own names already.
    protected override void RegisterComponents()
    {
    }
}
