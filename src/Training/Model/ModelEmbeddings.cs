using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>Embeddings of users and items, users first.</summary>
/// <param name="Main">The main view's, <c>[I + J, d]</c>.</param>
/// <param name="Modalities">Those of each modality's view, <c>[I + J, d]</c>.</param>
/// <param name="Final">What scores: the main view's and, where there are modalities, their fusion beside it, <c>[I + J, d or 2d]</c>.</param>
internal sealed record ModelEmbeddings(Tensor Main, IReadOnlyList<Tensor> Modalities, Tensor Final);
