using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Fitting;

/// <summary>
/// The training that is published once a measured one is good enough: with the same settings for as many epochs as
/// were best, on every interaction, those that were held out included. It cannot be measured, for nothing is left to
/// measure it by; what it is worth is measured on a temporal split (docs/results.md).
/// </summary>
internal static class Refit
{
    /// <summary>The dataset with every part in the training part.</summary>
    internal static Dataset Everything(Dataset data) => data with
    {
        Train = new Interactions(
            [.. data.Train.Users, .. data.Valid.Users, .. data.Test.Users],
            [.. data.Train.Items, .. data.Valid.Items, .. data.Test.Items]),
        Valid = Interactions.Empty,
        Test = Interactions.Empty,
    };

    /// <summary>The settings of the training, with the number of epochs and α as they were chosen on validation data.</summary>
    internal static TrainingSettings As(FitResult measured) => measured.Settings with
    {
        KDiffE = measured.Settings.KDiffE with
        {
            Epochs = measured.Model.Epoch,
            EvaluateEvery = measured.Model.Epoch,
            NormExponent = measured.Model.NormExponent.ToString(CultureInfo.InvariantCulture),
        },
    };
}
