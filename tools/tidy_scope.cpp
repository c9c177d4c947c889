// SPDX-License-Identifier: GPL-3.0-or-later
// A plugin of clang-tidy: its checks look at what was parsed of this project, and not at Qt's and the
// standard library's headers, of which nothing is reported anyway and which are most of what a source
// includes.
#include <clang-tidy/ClangTidyCheck.h>
#include <clang-tidy/ClangTidyModule.h>
#include <clang-tidy/ClangTidyModuleRegistry.h>
#include <clang/AST/ASTContext.h>
#include <clang/ASTMatchers/ASTMatchers.h>

#include <vector>

namespace {

using namespace clang;

// The translation unit is matched before what is in it: the walk then goes on over the scope that is set
// here.
class OwnScope : public tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;
  void registerMatchers(ast_matchers::MatchFinder* finder) override {
    finder->addMatcher(ast_matchers::translationUnitDecl().bind("all"), this);
  }
  void check(const ast_matchers::MatchFinder::MatchResult& found) override {
    std::vector<Decl*> own;
    // Without what a precompiled header has, which are headers of others.
    for (Decl* declaration : found.Nodes.getNodeAs<TranslationUnitDecl>("all")->noload_decls())
      if (!found.SourceManager->isInSystemHeader(declaration->getLocation())) own.push_back(declaration);
    found.Context->setTraversalScope(own);
  }
};

class Module : public tidy::ClangTidyModule {
 public:
  void addCheckFactories(tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<OwnScope>("hearthboard-own-scope");
  }
};

const tidy::ClangTidyModuleRegistry::Add<Module> registered("hearthboard", "What is this project's own.");

}  // namespace
