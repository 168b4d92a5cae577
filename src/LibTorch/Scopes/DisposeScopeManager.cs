namespace TorchSharp;

/// <summary>The dispose scopes of one thread, nested.</summary>
internal sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? _ofThread;

    internal static DisposeScopeManager OfThread => _ofThread ??= new();

    internal DisposeScope? Current { get; private set; }

    internal DisposeScope Open() => Current = new DisposeScope(this, Current);

    /// <summary>Takes a scope out of the chain, which need not be the innermost.</summary>
    internal void Close(DisposeScope closed)
    {
        if (Current == closed)
        {
            Current = closed.OuterScope;
            return;
        }
        for (var scope = Current; scope is not null; scope = scope.OuterScope)
        {
            if (scope.OuterScope == closed)
                scope.OuterScope = closed.OuterScope;
        }
    }
}
