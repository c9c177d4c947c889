import QtQuick
import Hearthboard

// What to write into a file, where to, and how it went. Lies over the whole window.
FocusScope {
    id: root

    required property ExportModel model
    readonly property bool choosing: model.state === ExportModel.Choosing
    readonly property int buttonHeight: (Theme.touch ? 8 : 6) * Theme.unit

    Component.onCompleted: forceActiveFocus()
    Keys.onEscapePressed: model.state === ExportModel.Running ? model.cancel() : model.close()

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: Theme.dark ? 0.6 : 0.4
    }
    // What lies below is not to be touched; beside the dialog is out of it.
    MouseArea {
        anchors.fill: parent
        onClicked: if (root.choosing) root.model.close()
    }
    Card {
        id: card
        objectName: "exportCard"
        anchors.centerIn: parent
        width: Math.min(root.width - 2 * Theme.gap, (Theme.portrait ? 76 : 118) * Theme.unit)
        height: Math.min(root.height - 2 * Theme.gap, form.height + bodyTop + buttons.height + 2 * inset + Theme.unit)
        title: "Export"
        glyph: Glyph.Save
        accent: Theme.power

        MouseArea {
            anchors.fill: parent
        }
        ExportForm {
            id: form
            // Its room stays while the outcome is shown: the dialog keeps its size.
            visible: root.choosing
            x: card.inset
            y: card.bodyTop + Math.round(Theme.unit / 2)
            width: card.width - 2 * card.inset
            model: root.model
        }
        Column {
            visible: !root.choosing
            x: card.inset
            y: Math.round((card.height - height - buttons.height) / 2)
            width: card.width - 2 * card.inset
            spacing: 2 * Theme.unit

            Glyph {
                visible: root.model.state !== ExportModel.Running
                anchors.horizontalCenter: parent.horizontalCenter
                width: 7 * Theme.unit
                height: width
                shape: root.model.state === ExportModel.Done ? Glyph.Check : Glyph.Warning
                color: root.model.state === ExportModel.Done ? Theme.good
                    : root.model.state === ExportModel.Failed ? Theme.bad : Theme.warning
            }
            Label {
                objectName: "exportHeadline"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: root.model.headline
                font.pixelSize: Theme.fontTitle
                font.weight: Font.Medium
            }
            Label {
                objectName: "exportSentence"
                visible: text !== ""
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: root.model.sentence
                color: Theme.textSoft
            }
            Item {
                visible: root.model.state === ExportModel.Running
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, 70 * Theme.unit)
                height: percent.implicitHeight

                Rectangle {
                    id: track
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - 7 * Theme.unit
                    height: Math.round(1.5 * Theme.unit)
                    radius: height / 2
                    color: Theme.raised

                    Rectangle {
                        objectName: "exportProgress"
                        width: Math.max(height, Math.round(track.width * root.model.progress))
                        height: parent.height
                        radius: height / 2
                        color: Theme.action
                    }
                }
                Label {
                    id: percent
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.model.progressText
                    color: Theme.textSoft
                }
            }
        }
        Row {
            id: buttons
            anchors.right: parent.right
            anchors.rightMargin: card.inset
            y: card.height - card.inset - height
            spacing: Theme.gap

            Button {
                objectName: "exportClose"
                visible: root.choosing || root.model.state === ExportModel.Done
                height: root.buttonHeight
                text: "Close"
                onChosen: root.model.close()
            }
            Button {
                objectName: "exportStart"
                visible: root.choosing
                height: root.buttonHeight
                primary: true
                text: "Export"
                onChosen: root.model.start()
            }
            Button {
                objectName: "exportCancel"
                visible: root.model.state === ExportModel.Running
                height: root.buttonHeight
                text: "Cancel"
                onChosen: root.model.cancel()
            }
            Button {
                objectName: "exportBack"
                visible: root.model.state === ExportModel.Asking || root.model.state === ExportModel.Failed
                height: root.buttonHeight
                text: "Back"
                onChosen: root.model.back()
            }
            Button {
                objectName: "exportReplace"
                visible: root.model.state === ExportModel.Asking
                height: root.buttonHeight
                primary: true
                text: "Replace"
                onChosen: root.model.replace()
            }
            Button {
                objectName: "exportAgain"
                visible: root.model.state === ExportModel.Failed
                height: root.buttonHeight
                primary: true
                text: "Try again"
                onChosen: root.model.start()
            }
            Button {
                objectName: "exportFolder"
                visible: root.model.state === ExportModel.Done && !root.model.toDrive
                height: root.buttonHeight
                primary: true
                text: "Open folder"
                onChosen: root.model.open_folder()
            }
        }
    }
}
